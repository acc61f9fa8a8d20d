/** Puts a value into a text's `{}`. */
export const fill = (text: string, value: string | number) => text.replace("{}", `${value}`);
