import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** The server that the development server passes requests to. */
const server = process.env.NUDGE_URL ?? 'http://localhost:8080';

export default defineConfig(({ command }) => ({
  // Relative, because the server decides the prefix: it writes <base href> into index.html.
  base: command === 'build' ? './' : '/',
  plugins: [react()],
  build: { outDir: 'target/dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 800 },
  server: {
    proxy: Object.fromEntries(['/api', '/dev', '/console-config.json'].map((path) => [path, server])),
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
}));
