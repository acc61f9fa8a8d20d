/**
 * A version 7 UUID: sorts by time, and works on pages without a secure context (no crypto.randomUUID there). Not a
 * secret: what may be seen hangs on the token alone.
 */
export const uuid = (now = Date.now()): string => {
  const time = now.toString(16).padStart(12, "0");
  const rest = "7xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => ((Math.random() * 16) | 0).toString(16));
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest}`;
};
