"""Clips that look like what a phone takes: a scene with detail at every size, held by a hand that shakes,
with a thing that moves through it and light grain; H.264 as a phone's chip writes it (no pictures that
look ahead, one to look back to, a key picture each second). Made once per build folder by FFmpeg's own
sources, from fixed seeds."""
import os
import subprocess
from pathlib import Path

# Static noise at four scales, as in pictures of nature: size, and strength in brightness and colour.
LAYERS = (((13, 24), 100, 60), ((50, 89), 100, 40), ((200, 356), 90, 20), ((800, 1424), 60, 0))


def phone_like(folder, name, seconds=15, size=(720, 1280), rate=30, seed=1, grain=4, mbits=6):
    path = Path(folder) / ('%s-%dx%d-%d-%ds-%dM.mp4' % (name, *size, rate, seconds, mbits))
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix('.part%d.mp4' % os.getpid())
    picture = ''.join(
        'color=gray:size=%dx%d:rate=%d,format=yuv444p,noise=c0s=%d:c1s=%d:c2s=%d:all_seed=%d,'
        'scale=800:1424:flags=bicubic,trim=end_frame=1[l%d];' % (*layer, rate, light, colour, colour,
                                                                seed + at, at)
        for at, (layer, light, colour) in enumerate(LAYERS))
    picture += (
        '[l0][l1][l2][l3]mix=inputs=4:weights=4 3 2 1,eq=contrast=3:saturation=1.5,format=yuv420p,'
        'loop=loop=-1:size=1,fps=%d,crop=720:1280:x=40+26*sin(1.7*t)+5*sin(9*t)'
        ':y=72+40*sin(1.1*t)+5*cos(8*t)[scene];'
        'gradients=size=200x300:rate=%d:seed=%d:speed=0.02:nb_colors=4,format=yuv420p[thing];'
        '[scene][thing]overlay=x=260+240*sin(0.9*t):y=500+300*cos(1.3*t),scale=%d:%d,setsar=1,'
        'noise=alls=%d:allf=t:all_seed=%d,format=yuv420p,trim=duration=%d[v];'
        'anoisesrc=color=pink:amplitude=0.2:seed=%d:duration=%d,tremolo=f=3:d=0.6[s]' % (
            rate, rate, seed, *size, grain, seed, seconds, seed, seconds))
    bits = '%dM' % mbits
    subprocess.run(['ffmpeg', '-v', 'error', '-y', '-filter_complex', picture, '-map', '[v]', '-map',
                    '[s]', '-t', str(seconds), '-c:v', 'libx264', '-preset', 'veryfast', '-bf', '0',
                    '-refs', '1', '-g', str(rate), '-b:v', bits, '-maxrate', bits, '-bufsize', bits,
                    '-c:a', 'aac', '-b:a', '128k', str(part)],
                   check=True, stdin=subprocess.DEVNULL, timeout=900)
    part.rename(path)
    return path


def large_of(clip, seconds=3, size=(3840, 2160), rate=60):
    """The same clip at another size and rate, for what that costs in memory."""
    path = clip.parent / ('large-%dx%d-%d-%ds.mp4' % (*size, rate, seconds))
    if not path.exists():
        part = path.with_suffix('.part%d.mp4' % os.getpid())
        subprocess.run(['ffmpeg', '-v', 'error', '-y', '-i', str(clip), '-t', str(seconds), '-vf',
                        'scale=%d:%d:flags=bilinear,setsar=1,fps=%d' % (*size, rate), '-c:v', 'libx264',
                        '-preset', 'ultrafast', '-crf', '20', '-c:a', 'copy', str(part)],
                       check=True, stdin=subprocess.DEVNULL, timeout=900)
        part.rename(path)
    return path


def deep_of(clip, pictures=40, size=(2160, 3840)):
    """The same as newer phones write it: HEVC, 10 bit, HLG, 60 pictures a second. 40 of them are more
    than ever wait anywhere at a time."""
    path = clip.parent / ('deep-%dx%d-%d.mp4' % (*size, pictures))
    if not path.exists():
        part = path.with_suffix('.part%d.mp4' % os.getpid())
        look = ('scale=%d:%d:flags=bilinear,fps=60,format=yuv420p10le,setparams=color_primaries=bt2020'
                ':color_trc=arib-std-b67:colorspace=bt2020nc' % size)
        subprocess.run(['ffmpeg', '-v', 'error', '-y', '-i', str(clip), '-frames:v', str(pictures), '-vf',
                        look, '-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params',
                        'log-level=none:ref=4:bframes=3', '-c:a', 'copy', '-shortest', str(part)],
                       check=True, stdin=subprocess.DEVNULL, timeout=1800)
        part.rename(path)
    return path
