import type { Tree } from "./dom";

/** What opens outside of the chat. */
export const OUT = { target: "_blank", rel: "noopener noreferrer nofollow" };

// Printable ASCII without quotes and angle brackets, ending in what an address ends in.
const ADDRESS = /((?:https?:\/\/|www\.)[!#-;=?-~]*[\w/=#&%-])/i;

/** Text with its web addresses as links: http(s) only, closing punctuation left outside. */
export const linked = (text: string): Tree[] =>
  text
    .split(ADDRESS)
    .map((piece, i) => (i % 2 ? ["a", { ...OUT, href: /^w/i.test(piece) ? `https://${piece}` : piece }, piece] : piece));
