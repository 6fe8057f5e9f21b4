/** A login of the demo desk that everybody may know. */
export interface DemoLogin {
  readonly username: string;
  readonly password: string;
  /** Who that is. */
  readonly title: string;
}

/** One of each role; see `prisma/seed/people.json`. */
export const DEMO_LOGINS: readonly DemoLogin[] = [
  { username: 'admin', password: 'admin', title: 'Administrator' },
  { username: 'tech', password: 'tech', title: 'Technician' },
  { username: 'manager', password: 'manager', title: 'Manager' },
  { username: 'customer', password: 'customer', title: 'Customer' },
];
