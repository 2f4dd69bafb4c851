import { ApiObject, JsonPatch } from 'cdk8s';
import { McpErrorCode } from './validation/failure';

/** What is done to an object after it was serialized. */
interface Completion {
  readonly complete: (json: any) => void;
  readonly patches: JsonPatch[];
}

const completions = new WeakMap<ApiObject, Completion>();

/**
 * Completes an object after it was serialized, and lets users patch what comes out.
 *
 * The classes of cdk8s-plus-28 and the imported ones drop every field that their schema lacks, and cdk8s applies JSON
 * patches before that happens: a patch with a newer field would vanish without a word. Here both the library's own
 * additions and `addJsonPatch` work on the final document, so `ApiObject.of(agent.deployment).addJsonPatch(...)`
 * can set any field that the API server knows.
 */
export function completeAfterSerialization(object: ApiObject, complete: (json: any) => void = () => undefined): void {
  const patches: JsonPatch[] = [];
  completions.set(object, { complete, patches });
  // cdk8s-plus-28 makes the object, so its class can only be changed afterwards. Methods of the object itself would not
  // do: calls that jsii brings from Python, Java and Go look for methods in the class alone.
  Object.setPrototypeOf(object, completedClass(object.constructor).prototype);
  object.node.addValidation({ validate: () => (patches.length === 0 ? [] : refusedPatches(object)) });
}

const completedClasses = new WeakMap<Function, Function>();

/** The subclass of a class of objects that completes them; made once for each. */
function completedClass(base: Function): Function {
  const known = completedClasses.get(base);
  if (known) {
    return known;
  }
  const completed = class extends (base as new (...args: any[]) => ApiObject) {
    public addJsonPatch(...operations: JsonPatch[]): void {
      completions.get(this)!.patches.push(...operations);
    }

    public toJson(): any {
      const { complete, patches } = completions.get(this)!;
      const json = super.toJson();
      complete(json);
      return patches.length === 0 ? json : JsonPatch.apply(json, ...patches);
    }
  };
  completedClasses.set(base, completed);
  return completed;
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
