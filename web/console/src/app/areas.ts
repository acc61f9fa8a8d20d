/** The areas of the console, as the rail and the bottom bar list them. */
import { Calendar, ChatDotRound, DataLine, Setting, View } from '@element-plus/icons-vue'
import type { Component } from 'vue'

export interface Area {
  name: 'desk' | 'visitors' | 'day' | 'boards' | 'settings'
  to: string
  icon: Component
  /** Second key after 'g'. */
  key: string
}

export const areas: Area[] = [
  { name: 'desk', to: '/desk', icon: ChatDotRound, key: 'd' },
  { name: 'visitors', to: '/visitors', icon: View, key: 'v' },
  { name: 'day', to: '/day', icon: Calendar, key: 't' },
  { name: 'boards', to: '/boards', icon: DataLine, key: 'b' },
  { name: 'settings', to: '/settings', icon: Setting, key: 's' },
]
