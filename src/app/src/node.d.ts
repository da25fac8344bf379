/* node.d.ts: a name that tus-js-client's types mention and a browser does not have. */
type Buffer = never;
