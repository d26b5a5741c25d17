import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  build: {
    // The jar's classpath root: Spring Boot serves META-INF/resources at "/".
    outDir: 'target/classes/META-INF/resources',
    emptyOutDir: true,
    // No data: URIs, so that the content security policy can stay at 'self'.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
  },
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx'],
    environment: 'node',
    // Some tests hash and sign thousands of times; a busy machine takes longer, not forever.
    testTimeout: 60_000,
  },
});
