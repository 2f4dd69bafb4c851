import { ProtocolError, SdkError, SdkErrorCode, SdkHttpError } from '@modelcontextprotocol/client';
import { Connection } from './connection.js';

/** Why a probe failed: a fixed set, since it is a label. The contract explains each. */
export type Reason =
  | 'name_resolution' | 'connection' | 'tls' | 'timeout' | 'unauthorized' | 'unguarded' | 'http_status' | 'not_mcp' | 'protocol_version'
  | 'rpc_error' | 'credentials' | '_OTHER';

/** A failure whose reason is known where it happens. */
export class ProbeFailure extends Error {
  public override readonly name = 'ProbeFailure';

  public constructor(public readonly reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** The JSON-RPC error of a server of the modern era to a request of another version. */
const UNSUPPORTED_VERSION = -32022;

/** What the SDK's client throws where the versions have none in common; it has no code for it in the legacy era. */
const NO_COMMON_VERSION = /protocol version is not supported/i;

/** The reason for what a probe threw, by what was seen on its connection first: the SDK wraps what comes from there. */
export function reasonOf(thrown: unknown, { failure, status }: Pick<Connection, 'failure' | 'status'>): Reason {
  const error = (isNegotiation(thrown) && thrown.cause) || thrown;
  const known = [failure, error].find((one) => one instanceof ProbeFailure);
  if (known) {
    return known.reason;
  }
  if (status === 401 || status === 403) {
    return 'unauthorized';
  }
  if (isAboutVersion(error, status)) {
    return 'protocol_version';
  }
  if (rpcCodeOf(error) !== undefined) {
    return 'rpc_error';
  }
  if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
    return 'timeout';
  }
  if (status !== undefined && status >= 300) {
    return 'http_status';
  }
  return status === undefined ? '_OTHER' : 'not_mcp';
}

/** Whether the SDK could not find out which version to speak, for whatever reason; its cause, where it has one, tells more. */
function isNegotiation(error: unknown): error is SdkError {
  return error instanceof SdkError && error.code === SdkErrorCode.EraNegotiationFailed;
}

function isAboutVersion(error: unknown, status = 200): boolean {
  const isRefusal = status < 300 || status === 400; // any other is none of a server that understood the question
  return (isNegotiation(error) && isRefusal)
    || rpcCodeOf(error) === UNSUPPORTED_VERSION
    || (error instanceof Error && NO_COMMON_VERSION.test(error.message));
}

/** The code of the JSON-RPC error that a server answered, with a status of success or without. */
function rpcCodeOf(error: unknown): number | undefined {
  if (error instanceof ProtocolError) {
    return error.code;
  }
  if (!(error instanceof SdkHttpError)) {
    return undefined;
  }
  try {
    return JSON.parse(String(error.data?.text)).error.code;
  } catch {
    return undefined;
  }
}

/** Errors of DNS, by their codes. */
const NAME_RESOLUTION = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME']);

/** Errors of certificates, by their codes. */
const TLS = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_OSSL)/;

/** What an error of a socket means. */
export function socketFailure(error: NodeJS.ErrnoException): ProbeFailure {
  const { code = '', message } = error;
  const isTls = TLS.test(code) || 'library' in error;
  const reason = NAME_RESOLUTION.has(code) ? 'name_resolution' : isTls ? 'tls' : 'connection';
  // An error of several addresses has no message of its own.
  return new ProbeFailure(reason, message || code, { cause: error });
}
