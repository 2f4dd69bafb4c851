import { ApiObject, JsonPatch } from 'cdk8s';
import { McpErrorCode } from './validation/failure';

/**
 * Completes an object after it was serialized, and lets users patch what comes out.
 *
 * The classes of cdk8s-plus-28 and the imported ones drop every field that their schema lacks, and cdk8s applies JSON
 * patches before that happens: a patch with a newer field would vanish without a word. Here both the library's own
 * additions and `addJsonPatch` work on the final document, so `ApiObject.of(agent.deployment).addJsonPatch(...)`
 * can set any field that the API server knows.
 */
export function completeAfterSerialization(object: ApiObject, complete: (json: any) => void = () => undefined): void {
  const serialize = object.toJson.bind(object);
  const patches: JsonPatch[] = [];
  object.addJsonPatch = (...operations: JsonPatch[]) => {
    patches.push(...operations);
  };
  object.toJson = () => {
    const json = serialize();
    complete(json);
    return patches.length === 0 ? json : JsonPatch.apply(json, ...patches);
  };
  object.node.addValidation({ validate: () => (patches.length === 0 ? [] : refusedPatches(object)) });
}

/** A patch that does not fit must be known before App.synth writes its first file. */
function refusedPatches(object: ApiObject): string[] {
  try {
    object.toJson();
    return [];
  } catch (error) {
    return [`a JSON patch of this ${object.kind} does not fit: ${(error as Error).message} [${McpErrorCode.PATCH_INVALID}]`];
  }
}
