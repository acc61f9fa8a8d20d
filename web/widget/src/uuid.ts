/** A version 7 UUID: sorts by time, and works on pages without a secure context (no crypto.randomUUID there). */
export const uuid = (now = Date.now()): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 256 ** (5 - i));
  bytes[6] = (bytes[6]! & 15) | 112;
  bytes[8] = (bytes[8]! & 63) | 128;
  return [...bytes]
    .map((byte, i) => (/^(4|6|8|10)$/.test(`${i}`) ? "-" : "") + byte.toString(16).padStart(2, "0"))
    .join("");
};
