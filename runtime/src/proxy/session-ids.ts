import { ownerIn } from '../sessions/session-id.js';

/** Session ids as the server gives them, and as clients know them: with this pod's token where there are other replicas. */
export class SessionIds {
  /** @param owner this pod's token; undefined where there is one replica */
  public constructor(private readonly owner: string | undefined) {}

  /** Whether the session is one of the server behind this proxy. Whether the server still has it, the server alone knows. */
  public isOurs(id: string): boolean {
    return this.owner === undefined || ownerIn(id) === this.owner;
  }

  public toClient(id: string): string {
    return this.owner === undefined ? id : `${id}.${this.owner}`;
  }

  public toServer(id: string): string {
    return this.owner !== undefined && this.isOurs(id) ? id.slice(0, -(this.owner.length + 1)) : id;
  }
}
