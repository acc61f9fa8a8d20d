/** A run of plain text, or a web address found in it. */
export interface Piece {
  text: string;
  href?: string;
}

const ADDRESS = /(?:https?:\/\/|www\.)[\w\-.~:/?#[\]@!$&'()*+,;=%]+/gi;

/** Splits text at its web addresses; never yields anything but http(s), and leaves closing punctuation outside. */
export const pieces = (text: string): Piece[] => {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    let address = match[0].replace(/[.,;:!?'"\]]+$/, "");
    if (address.endsWith(")") && !address.includes("(")) address = address.replace(/\)+$/, "");
    const href = /^www/i.test(address) ? `https://${address}` : address;
    if (!/^https?:\/\/[^/]+\.[^/]/i.test(href)) continue;
    if (match.index! > from) found.push({ text: text.slice(from, match.index) });
    found.push({ text: address, href });
    from = match.index! + address.length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
};
