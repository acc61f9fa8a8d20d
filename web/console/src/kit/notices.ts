/** Sound and browser notifications, as each person set them on this device. */
import { defineStore } from 'pinia'
import { ref } from 'vue'

const KEY = 'bedside.notices'

function chime(): void {
  // A browser lets a page sound only after its reader has touched it.
  if (navigator.userActivation && !navigator.userActivation.hasBeenActive) return
  const audio = new AudioContext()
  const gain = audio.createGain()
  gain.connect(audio.destination)
  gain.gain.setValueAtTime(0.0001, audio.currentTime)
  gain.gain.exponentialRampToValueAtTime(0.12, audio.currentTime + 0.02)
  gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + 0.5)
  for (const [frequency, start] of [[660, 0], [880, 0.12]] as const) {
    const tone = audio.createOscillator()
    tone.frequency.value = frequency
    tone.connect(gain)
    tone.start(audio.currentTime + start)
    tone.stop(audio.currentTime + start + 0.4)
  }
  setTimeout(() => void audio.close(), 1000)
}

export const useNotices = defineStore('notices', () => {
  const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as { sound?: boolean; popups?: boolean }
  const sound = ref(kept.sound ?? true)
  const popups = ref((kept.popups ?? false) && 'Notification' in window && Notification.permission === 'granted')

  const keep = (): void => localStorage.setItem(KEY, JSON.stringify({ sound: sound.value, popups: popups.value }))
  function setSound(on: boolean): void {
    sound.value = on
    keep()
    if (on) chime()
  }
  /** Ask the browser when needed; false when it, or the person, refused. */
  async function setPopups(on: boolean): Promise<boolean> {
    popups.value = on && 'Notification' in window && (await Notification.requestPermission()) === 'granted'
    keep()
    return popups.value === on
  }
  /** Tell the person (what is `urgent` sounds even where sounds are off): a sound, and a notification when they look elsewhere. Never message text: screens are seen by others. */
  function tell(title: string, body: string, onClick?: () => void, urgent = false): void {
    if (sound.value || urgent) chime()
    if (!popups.value || document.hasFocus()) return
    const shown = new Notification(title, { body, tag: title })
    shown.onclick = () => {
      window.focus()
      shown.close()
      onClick?.()
    }
  }
  return { sound, popups, setSound, setPopups, tell }
})
