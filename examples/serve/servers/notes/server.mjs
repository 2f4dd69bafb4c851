// A server on version 1 of the official SDK. Each session has a server of its own, and with it notes of its own. serve() does the rest:
// HTTP, health, metrics, the end of the process, and sessions that a client reaches whichever replica its request meets.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { serve } from 'mcp-agent-runtime';
import { z } from 'zod';

const text = (value) => ({ content: [{ type: 'text', text: value }] });

function newServer() {
  const notes = [];
  const server = new McpServer({ name: 'notes', version: '1.0.0' });
  server.registerTool('add_note', { description: 'Keeps a note for this session.', inputSchema: { note: z.string() } }, ({ note }) => {
    notes.push(note);
    return text(`${notes.length}. ${note}`);
  });
  server.registerTool('list_notes', { description: 'The notes of this session.' }, () => text(notes.join('\n') || 'none yet'));
  return server;
}

await serve(newServer);
