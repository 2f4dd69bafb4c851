/** How one layer of an image is made: one file in `recipes/` each. */
export interface Recipe {
  /** Where the layer's content comes from, for people: `go`, `node`, `python`, `debian`, `pypi`. */
  readonly kind: string;

  /** A short hash of all that the layer's content depends on. Cheap: it fetches and builds nothing. */
  stamp(): string;

  /**
   * Writes the layer's files into an empty folder, which becomes the image's root.
   *
   * The same stamp must give the same files: no times, no paths of this machine. Owner and time are dropped later, and of the modes only
   * "executable" and "sticky" are kept.
   */
  fill(root: string): void;
}
