import type { ServerResponse } from 'node:http';
import { McpRequest } from './served.js';

/** Lets a request pass, or answers it and returns false. */
export type Guard = (request: McpRequest, response: ServerResponse) => boolean | Promise<boolean>;
