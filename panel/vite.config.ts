import { fileURLToPath } from 'node:url'
import VueI18n from '@intlify/unplugin-vue-i18n/vite'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import Components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vitest/config'
import { compression } from 'vite-plugin-compression2'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Where `npm run dev` finds a running server. */
const target = `http://127.0.0.1:${process.env.ANFU_PORT ?? '5005'}`
// The server takes changes from its own pages only.
const server = { target, changeOrigin: true, headers: { origin: target } }

export default defineConfig({
  base: '/panel/',
  plugins: [
    vue(),
    // Element Plus on demand: only the components a screen uses are loaded, each with its own styles.
    Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
    // Messages are compiled here, so that the page's policy need not allow `eval`.
    VueI18n({ include: here('./src/i18n/**/*.json'), strictMessage: true, escapeHtml: false }),
    compression({ algorithms: ['gzip'] }),
  ],
  resolve: { alias: { '@': here('./src') } },
  define: { __VUE_I18N_LEGACY_API__: false, __INTLIFY_PROD_DEVTOOLS__: false, __INTLIFY_DROP_MESSAGE_COMPILER__: true },
  build: {
    target: 'es2022',
    // Nothing inlined as data: the policy lets scripts and styles come from this server's files only.
    assetsInlineLimit: 0,
    rollupOptions: { input: { index: here('./index.html'), board: here('./board.html') } },
  },
  server: { proxy: { '/api': server, '/anfu.svg': server } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], server: { deps: { inline: ['element-plus'] } } },
})
