import { Image } from './image';
import { AGENTS } from './parts/agents';
import { DATA } from './parts/data';
import { MESH } from './parts/mesh';
import { MONITORING } from './parts/monitoring';
import { RUNTIME } from './parts/runtime';
import { SCALING } from './parts/scaling';

/** Every image that is made without Docker. To add a part is to add one entry to a list in `parts/`. */
export const IMAGES: readonly Image[] = [RUNTIME, ...AGENTS, ...MONITORING, ...SCALING, ...MESH, ...DATA];
