"""Clips that look like what a phone takes: a picture with detail at every size that moves, and light
grain. Made once per build folder by FFmpeg's own sources, from fixed seeds."""
import os
import subprocess
from pathlib import Path


def phone_like(folder, name, seconds=15, size=(720, 1280), rate=30, seed=1, grain=4):
    """A fractal that is slowly zoomed, blended with drifting colours, and a sound."""
    path = Path(folder) / ('%s-%dx%d-%d-%ds.mp4' % (name, *size, rate, seconds))
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    width, height = size
    part = path.with_suffix('.part%d.mp4' % os.getpid())
    picture = ('mandelbrot=size=%dx%d:rate=%d:start_scale=%g:end_scale=0.02:end_pts=%d:maxiter=400'
               ':start_x=-0.7436:start_y=-0.1318,format=yuv420p[a];'
               'gradients=size=%dx%d:rate=%d:seed=%d:speed=0.02:nb_colors=6,format=yuv420p[b];'
               '[a][b]blend=all_mode=overlay:all_opacity=0.7,scale=%d:%d:flags=bicubic,'
               'noise=alls=%d:allf=t:all_seed=%d,format=yuv420p,trim=duration=%d[v];'
               'anoisesrc=color=pink:amplitude=0.2:seed=%d:duration=%d,'
               'tremolo=f=3:d=0.6[s]' % (
                   width // 2, height // 2, rate, 1.5 + seed, seconds * rate * 2, width // 2,
                   height // 2, rate, seed, width, height, grain, seed, seconds, seed, seconds))
    subprocess.run(['ffmpeg', '-v', 'error', '-y', '-filter_complex', picture, '-map', '[v]', '-map',
                    '[s]', '-t', str(seconds), '-c:v', 'libx264', '-preset', 'fast', '-crf', '18',
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
