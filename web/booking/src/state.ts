import type { Appointment, Booking, Department, Hold, Offer, Person, Service, Site, Slot, Waiting } from "./types";

export type Screen = "choose" | "times" | "phone" | "who" | "done" | "mine" | "wait" | "intake";

/** Everything that the screens show. Nothing of it outlives the page. */
export interface State {
  screen: Screen;
  site?: Site;
  booking?: Booking;
  failed?: boolean;
  department?: Department;
  service?: Service;
  /** Empty: any doctor. */
  doctor: string;
  slots: Slot[];
  /** First day not asked for yet. */
  until: string;
  hold?: Hold;
  /** The appointment that is being moved. */
  moving?: Appointment;
  phone: string;
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
  /** Where to go once the phone is known. */
  after: "who" | "mine" | "wait";
  busy: boolean;
  problem: string;
  /** Said once after something was done. */
  note: string;
}

export const state: State = {
  screen: "choose",
  doctor: "",
  slots: [],
  until: "",
  phone: "",
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
