import * as k from 'cdk8s-plus-28'; export class Foo { constructor(public readonly d: k.Deployment){} }
