/**
 * A version 7 UUID: sorts by time, and works on pages without a secure context (no crypto.randomUUID there). Not a
 * secret: what may be seen hangs on the token alone.
 */
export const uuid = () =>
  `0${Date.now().toString(16)}`.replace(/.{8}/, "$&-") +
  "-7xxx-8xxx-xxxxxxxxxxxx".replace(/x/g, () => ((Math.random() * 16) | 0).toString(16));
