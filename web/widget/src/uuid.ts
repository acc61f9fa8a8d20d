/** A version 7 UUID: sorts by time, and works on pages without a secure context (no crypto.randomUUID there). */
export const uuid = (now = Date.now()): string => {
  const time = now.toString(16).padStart(12, "0");
  const rest = "7xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => (crypto.getRandomValues(new Uint8Array(1))[0]! & 15).toString(16));
  return `${time.slice(0, 8)}-${time.slice(8)}-${rest}`;
};
