/** The parts of a CustomResourceDefinition that this folder reads. */
export interface CustomResourceDefinition {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [field: string]: unknown };
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string; readonly [field: string]: unknown };
    readonly versions: CrdVersion[];
    readonly [field: string]: unknown;
  };
}

/** One version of a custom resource. */
export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly schema: { readonly openAPIV3Schema: Schema };
  readonly [field: string]: unknown;
}

/** An OpenAPI v3 schema, as far as the generator of imports understands it. */
export interface Schema {
  readonly 'type'?: string;
  readonly 'description'?: string;
  readonly 'format'?: string;
  readonly 'enum'?: unknown[];
  readonly 'required'?: string[];
  readonly 'properties'?: Readonly<Record<string, Schema>>;
  readonly 'items'?: Schema;
  readonly 'additionalProperties'?: Schema | boolean;
  readonly 'anyOf'?: Schema[];
  readonly 'oneOf'?: Schema[];
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly [keyword: string]: unknown;
}
