import type { IncomingMessage } from 'node:http';

/** A request's body: what it says, or that it is larger than it may be. */
export type Body = { readonly tooLarge: true } | { readonly tooLarge: false; readonly text: string };

/** Reads a body up to a limit, and not a byte of one that says beforehand that it is larger. */
export async function readBody(request: IncomingMessage, most: number): Promise<Body> {
  if (Number(request.headers['content-length']) > most) {
    return { tooLarge: true };
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) {
      return { tooLarge: true };
    }
    chunks.push(chunk);
  }
  return { tooLarge: false, text: Buffer.concat(chunks).toString('utf8') };
}

/** The parsed body, or the text itself where it is no JSON: an SDK then answers as to any message that is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
