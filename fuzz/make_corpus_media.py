#!/usr/bin/env python3
"""Makes the clips that fuzz_media and mutate_media start from, with FFmpeg's own sources: tiny, and
of every kind that may be read. Usage: make_corpus_media.py FOLDER"""
import subprocess
import sys
from pathlib import Path

PICTURES = 'testsrc2=s=%s:r=%s:d=%s'
KINDS = [  # name, size, rate, seconds, and how it is encoded
    ('h264-aac.mp4', '48x32', 25, 0.3, '-c:v libx264 -c:a aac -b:a 16k'),
    ('h264-aac-front.mp4', '48x32', 25, 0.3, '-c:v libx264 -c:a aac -b:a 16k -movflags faststart'),
    ('fragments.mp4', '48x32', 25, 0.3,
     '-c:v libx264 -g 2 -an -movflags frag_keyframe+empty_moov'),
    ('wide.mp4', '592x580', 5, 0.4, '-c:v libx264 -qp 50 -an'),
    ('turned.mov', '48x32', 10, 0.3, '-c:v libx264 -c:a pcm_s16be -ar 8000'),
    ('interlaced.ts', '48x32', 25, 0.3, '-c:v mpeg2video -flags +ilme+ildct -c:a mp2 -b:a 32k'),
    ('hevc10.mkv', '64x64', 10, 0.3, '-c:v libx265 -pix_fmt yuv420p10le -x265-params log-level=none '
     '-c:a flac -ar 8000'),
    ('vp9-opus.webm', '48x32', 10, 0.3, '-c:v libvpx-vp9 -cpu-used 8 -c:a libopus -b:a 16k'),
    ('vp8-vorbis.webm', '48x32', 10, 0.3, '-c:v libvpx -cpu-used 8 -c:a libvorbis'),
    ('av1.mp4', '64x64', 5, 0.4, '-c:v libaom-av1 -cpu-used 8 -an'),
    ('mpeg4-mp3.avi', '48x32', 10, 0.3, '-c:v mpeg4 -c:a libmp3lame -b:a 32k'),
    ('mjpeg-adpcm.avi', '48x32', 10, 0.2, '-c:v mjpeg -pix_fmt yuvj420p -c:a adpcm_ima_wav -ar 8000'),
    ('flv1.flv', '48x32', 10, 0.3, '-c:v flv -an'),
    ('h263.3gp', '128x96', 10, 0.2, '-c:v h263 -an'),
    ('theora.ogv', '48x32', 10, 0.3, '-c:v libtheora -an'),
    ('mpeg1.mpg', '48x32', 25, 0.3, '-c:v mpeg1video -c:a mp2 -b:a 32k'),
    ('wmv2.wmv', '48x32', 10, 0.2, '-c:v wmv2 -c:a wmav2 -b:a 32k'),
    ('prores.mov', '48x32', 5, 0.2, '-c:v prores -pix_fmt yuv422p10le -an'),
]


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, size, rate, seconds, how in KINDS:
        subprocess.run(
            ['ffmpeg', '-v', 'error', '-y', '-f', 'lavfi', '-i', PICTURES % (size, rate, seconds),
             '-f', 'lavfi', '-i', 'sine=d=%s:r=16000' % seconds, '-pix_fmt', 'yuv420p',
             *how.split(), '-bitexact', '-threads', '1', str(folder / name)],
            check=True, stdin=subprocess.DEVNULL)


main()
