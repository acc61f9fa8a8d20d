/** What the server says, as docs/protocol.md has it. Times are RFC 3339 in UTC; money in fen. */
export interface Service {
  id: string;
  name: string;
  price_fen: number;
  unit: string;
}
export interface Doctor {
  id: string;
  name: string;
  title: string;
  focus: string;
  /** Ids of what they see patients for. */
  services: string[];
}
export interface Department {
  id: string;
  name: string;
  services: Service[];
  doctors: Doctor[];
}
export type ContactKind = "phone" | "email";
export interface Booking {
  departments: Department[];
  prices: { name: string; price_fen: number; unit: string; department?: string | null }[];
  care_text: string;
  care_version: string;
  health_text: string;
  time_zone: string;
  /** Where a code can be sent. */
  codes: ContactKind[];
}
export interface Site {
  hospital: string;
  phone: string;
  emergency: { text: string; numbers: string[] };
  consent: { version: string; health: string };
  theme: { colour: string };
}
export interface Slot {
  id: string;
  doctor: { id: string; name: string; title: string };
  service: { id: string; name: string };
  department_id: string;
  starts_at: string;
  ends_at: string;
  left: number;
  price_fen: number;
}
export interface Hold {
  id: string;
  hold: string;
  expires_at: string;
  price_fen: number;
  slot: Slot;
}
export interface Person {
  id: string;
  name_masked: string;
}
export interface NewPerson {
  name: string;
  sex: string;
  born: string | null;
  id_card: string;
}
export type Status = "held" | "requested" | "booked" | "arrived" | "fulfilled" | "no_show" | "cancelled" | "expired";
export interface Appointment {
  id: string;
  status: Status;
  starts_at: string;
  ends_at: string;
  person: string;
  doctor: string;
  doctor_id: string;
  service: string;
  service_id: string;
  department: string;
  department_id: string;
  address: string;
  price_fen: number;
  /** The doctor will not be there: another time, or cancel. */
  displaced: boolean;
  manage: string;
  /** The department's questions, and whether they were answered. */
  intake: { form: IntakeForm | null; answered: boolean } | null;
}
export interface Choice {
  value: string;
  label: string;
}
export interface IntakeField {
  key: string;
  kind: "text" | "choice" | "number" | "date" | "yes_no";
  label: string;
  required: boolean;
  choices: Choice[];
}
export interface IntakeForm {
  version: number;
  fields: IntakeField[];
}
export interface Offer {
  id: string;
  slot: Slot;
  expires_at: string;
}
export interface Waiting {
  id: string;
  department: string;
  service: string;
  doctor: string;
  from: string;
  to: string;
  /** What they have until a better time is theirs. */
  keeps: string | null;
  /** Their appointments that wait here for an earlier time already. */
  covers: string[];
  offers: Offer[];
}
export interface Problem {
  code: string;
  title: string;
  way_out?: string;
  status?: number;
}
