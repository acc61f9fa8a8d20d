const FALLBACK = "1f6f78";

const luminance = (colour: number[]) =>
  colour.reduce((sum, part, i) => sum + (part / 255) ** 2.2 * [0.2126, 0.7152, 0.0722][i]!, 0);

/** The hospital's colour (#rrggbb) as "r,g,b", darkened until white on it and it on white can be read (WCAG AA). */
export const theme = (colour: string) => {
  const hex = /^#[\da-f]{6}$/i.test(colour) ? colour.slice(1) : FALLBACK;
  let main = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
  while (luminance(main) > 0.14) main = main.map((part) => Math.floor(part * 0.95));
  return `${main}`;
};
