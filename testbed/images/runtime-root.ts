import { layerFolder } from './archive';
import { mcpAgent } from './recipes/mcp-agent';

/**
 * `tsx testbed/images/runtime-root.ts`: prints the folder with what the runtime's image has below its root, for whoever
 * can't import this.
 */
process.stdout.write(layerFolder(mcpAgent()));
