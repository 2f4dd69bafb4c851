/** What the log tells of each tool call. */
export enum AuditLog {
  /** Nothing. */
  NONE = 'none',
  /** Who called which tool, when, for how long, and whether it failed. */
  CALLS = 'calls',
  /** The same with the arguments, which may hold what nobody should read. */
  ARGUMENTS = 'arguments',
}
