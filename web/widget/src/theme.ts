type Colour = number[];

const FALLBACK = "1f6f78";

const luminance = (colour: Colour): number =>
  colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.04 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i]!, 0);

const toward = (colour: Colour, goal: number, share: number): Colour =>
  colour.map((part) => Math.round(part + (goal - part) * share));

/** The hospital's colour as CSS variables, darkened until white on it and it on white can be read (WCAG AA). */
export const theme = (colour: string): Record<string, string> => {
  const hex = /^#?([\da-f]{6})$/i.exec(colour)?.[1] ?? FALLBACK;
  let main = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
  while (1.05 / (luminance(main) + 0.05) < 5.2) main = toward(main, 0, 0.05);
  const css = (one: Colour) => `rgb(${one})`;
  return {
    "--main": css(main),
    "--deep": css(toward(main, 0, 0.25)),
    "--pale": css(toward(main, 255, 0.9)),
    "--line": css(toward(main, 255, 0.72)),
  };
};
