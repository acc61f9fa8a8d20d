import type { Tree } from "./dom";

/** What opens outside of the chat. */
export const OUT = { target: "_blank", rel: "noopener noreferrer nofollow" };

const ADDRESS = /((?:https?:\/\/|www\.)[\w\-.~:/?#[\]@!$&'()*+,;=%]*[\w/=#&%-])/i;

/** Text with its web addresses as links: http(s) only, closing punctuation left outside. */
export const linked = (text: string): Tree[] =>
  text
    .split(ADDRESS)
    .map((piece, i) => (i % 2 ? ["a", { ...OUT, href: /^w/i.test(piece) ? `https://${piece}` : piece }, piece] : piece));
