/* legal.ts: what a legal notice is about, from what somebody typed or came with. Pure. */
const OBJECT = /^(video|comment|person):[0-9]{1,19}$/;

/* For people: the address of a video's page; anything else as it is. */
export function addressOf(about: string, origin: string): string {
  const [kind, number] = about.split(':');
  return kind === 'video' && OBJECT.test(about) ? `${origin}/v/${number ?? ''}` : about;
}

/* For the service: a video's page by its number, whatever name this region was opened by. */
export function aboutOf(typed: string, origin: string): string {
  const words = typed.trim();
  const video = words.startsWith(`${origin}/v/`) ? words.slice(origin.length + 3) : '';
  const [number = ''] = video.split(/[?#]/);
  return /^[0-9]{1,19}$/.test(number) ? `video:${number}` : words;
}
