/** Metrics as they are sent. */
export interface Rendering {
  readonly contentType: string;
  readonly text: string;
}

/** What can be scraped. */
export interface Rendered {
  /** @param accept the format that is asked for, as HTTP's header `Accept` has it */
  render(accept?: string): Promise<Rendering>;
  /** Is told of a scrape that went wrong. */
  scrapeFailed(error: Error): void;
}
