import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The server that the development server passes requests to. */
const server = process.env.NUDGE_URL ?? 'http://localhost:8080';

/** Writes compressed copies of scripts and styles, which the server sends to browsers that accept them. */
function compressedCopies(): Plugin {
  return {
    name: 'compressed-copies',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle).filter((file) => /\.(js|css)$/.test(file))) {
        const content = readFileSync(join(dir, name));
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(content));
        writeFileSync(join(dir, `${name}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

export default defineConfig(({ command }) => ({
  // Relative, because the server decides the prefix: it writes <base href> into index.html.
  base: command === 'build' ? './' : '/',
  plugins: [react(), compressedCopies()],
  build: { outDir: 'target/dist', emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 800 },
  server: {
    proxy: Object.fromEntries(['/api', '/dev', '/console-config.json'].map((path) => [path, server])),
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
}));
