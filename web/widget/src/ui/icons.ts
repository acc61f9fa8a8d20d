import { h } from "../dom";

/** Outlines on a 24 x 24 grid, drawn with the text's colour. */
const icon = (d: string) => () => h("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d }));

export const bubble = icon("M20 11.5a7.5 7 0 0 1-11 6.2L4.5 19l1.2-3.6A6.6 6.6 0 0 1 4.5 11.5a7.8 7 0 0 1 15.5 0zM9 11.5h.01M12.3 11.5h.01M15.6 11.5h.01");
export const cross = icon("M6 6l12 12M18 6L6 18");
export const dots = icon("M5 12h.01M12 12h.01M19 12h.01");
export const chevron = icon("M15 5l-7 7 7 7");
export const plane = icon("M12 19V5M6 11l6-6 6 6");
export const clip = icon("M20 11l-8.2 8.2a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.5 16.9a1.7 1.7 0 0 1-2.4-2.4L14.5 7");
export const page = icon("M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5");
export const star = icon("M12 3.500l2.6 5.4 5.9.8-4.3 4.1 1 5.900L12 16.9l-5.2 2.8 1-5.900L3.5 9.700l5.9-.8z");
export const tick = icon("M5 12.500l4.5 4.500L19 7.5");
export const phone = icon("M5 4h4l2 5-2.5 1.500a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2");
