/** The visitor's half of docs/protocol.md, as types. Times are RFC 3339 in UTC; ids are UUIDs made by the client. */
export type Lang = "zh" | "en";
export type Purpose = "tracking" | "health" | "marketing" | "group_sharing";
/** Null or missing: never asked. */
export type Consents = Partial<Record<Purpose, boolean | null>>;

export interface Person {
  kind?: "visitor" | "staff" | "system";
  id?: string;
  name: string;
  role?: string;
  title?: string;
}

export interface Desk {
  open: boolean;
  /** Somebody answers now. Open without it: they are on a break. */
  online: boolean;
  opens_at: string | null;
  waiting: number;
}

/** The site's own has a text; what a visitor wrote may bring one with a title and lines. */
export interface Emergency {
  text?: string;
  title?: string;
  lines?: string[];
  numbers: string[];
}

export interface Site {
  hospital: string;
  lang: Lang;
  desk: Desk;
  departments: { id: string; name: string }[];
  consent: { version: string; typing_notice: string } & Record<Purpose, string>;
  emergency: Emergency;
  phone: string;
  greeting: string;
  theme: { colour: string };
}

export interface FileInfo {
  id: string;
  name: string;
  type: string;
  /** bytes */
  size: number;
  url: string;
}

export interface Entry {
  seq: number;
  id: string;
  kind: "text" | "file" | "event";
  at: string;
  by: Person;
  text?: string | null;
  file?: FileInfo | null;
  event?: ({ name: string } & Record<string, unknown>) | null;
  /** It began as a language model's draft. */
  ai?: string | null;
}

export interface Conversation {
  id: string;
  status: "waiting" | "active" | "closed";
  /** 1 = next */
  position: number | null;
  with: Person[];
  last_seq: number;
  read_seq: number;
  staff_read_seq: number;
  rated: number | null;
  department: string | null;
  emergency: Emergency | null;
}

export interface View {
  id: string;
  url: string;
  title: string;
  referrer: string;
}

export interface Invitation {
  id: string;
  text: string;
  by?: Person | null;
  /** In plain words, why this visitor sees it (rule L12). */
  why: string;
}

export interface Problem {
  code: string;
  title: string;
  way_out?: string;
}

export type ServerEvent = { on: string; ref?: number } & Record<string, any>;
export type ClientFrame = { do: string } & Record<string, unknown>;
