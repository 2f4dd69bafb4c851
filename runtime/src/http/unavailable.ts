/** What is asked for can't be had here now, and may be had a moment later, or from another replica: 503. */
export class Unavailable extends Error {
  public override readonly name = 'Unavailable';
}
