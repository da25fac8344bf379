/* url.ts: the browser's own URL, in the place of the package that tus-js-client brings for others; what it
   starts from may be a path of this page's. */
export default class extends URL {
  constructor(link: string, from: string) {
    super(link, new URL(from, location.href));
  }
}
