import '@/shared/storage'
import '@/style/tokens.css'
import '@/style/base.css'
import './board.css'
import { createApp } from 'vue'
import { i18n } from '@/i18n'
import { arrive, followLinks } from '@/shared/session'
import App from './App.vue'

followLinks()
// A one-time link is exchanged before anything is asked of the server, so that nobody else's token is used.
void arrive().then(() => createApp(App).use(i18n).mount('#app'))
