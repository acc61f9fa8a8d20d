import type { Appointment, Booking, ContactKind, Department, Hold, Offer, Person, Service, Site, Slot, Waiting } from "./types";

export type Screen = "choose" | "times" | "contact" | "who" | "done" | "mine" | "wait" | "intake";

/** Everything that the screens show. Nothing of it outlives the page. */
export interface State {
  screen: Screen;
  site?: Site;
  booking?: Booking;
  failed?: boolean;
  /** What the first page lists. */
  by: "department" | "doctor";
  department?: Department;
  service?: Service;
  /** Empty: any doctor; on the first page, whose services are shown. */
  doctor: string;
  slots: Slot[];
  /** First day not asked for yet. */
  until: string;
  hold?: Hold;
  /** The appointment that is being moved. */
  moving?: Appointment;
  kind: ContactKind;
  address: string;
  codeSentAt: number;
  contact: string;
  persons: Person[];
  /** Chosen person's id; "new" is somebody new. */
  person: string;
  born: string;
  appointment?: Appointment;
  appointments: Appointment[];
  waiting: Waiting[];
  offer?: Offer;
  /** Asked whether to cancel this one. */
  asking?: string;
  /** Where to go once the contact is known. */
  after: "who" | "mine" | "wait";
  busy: boolean;
  problem: string;
  /** Said once after something was done. */
  note: string;
}

export const state: State = {
  screen: "choose",
  by: "department",
  doctor: "",
  slots: [],
  until: "",
  kind: "phone",
  address: "",
  codeSentAt: 0,
  contact: "",
  persons: [],
  person: "new",
  born: "",
  appointments: [],
  waiting: [],
  after: "who",
  busy: false,
  problem: "",
  note: "",
};

let painter = (): void => {};
let painting = false;

export const onPaint = (paint: () => void): void => {
  painter = paint;
};

/** Draws anew, once for all changes of this turn. */
export const change = (changes: Partial<State>): void => {
  Object.assign(state, changes);
  if (painting) return;
  painting = true;
  queueMicrotask(() => {
    painting = false;
    painter();
  });
};
