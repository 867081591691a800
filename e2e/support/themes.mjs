// Looks that a form may be given, as far from the stylesheet's own as a form's owner might go.

/** Dark, whatever the visitor prefers: in place of the light colours. */
export const NIGHT = {
  light: {
    ink: '#f5f5f5', muted: '#c8d0d8', page: '#0a0f14', paper: '#16212c', tint: '#22384d', line: '#8fa0b0',
    accent: '#7db8f5', accent_strong: '#a9d0fa', on_accent: '#0b1c2e', star: '#ffc145',
  },
  corners: 'round',
  typeface: 'rounded',
};

/** Green, on warm paper. */
export const GARDEN = {
  light: {
    ink: '#20301f', muted: '#4f5f4c', page: '#e6ecd9', paper: '#fffdf4', tint: '#eaf3dc', line: '#717f68',
    accent: '#2d6a2f', accent_strong: '#1d4a20', star: '#b3541e',
  },
  corners: 'square',
  typeface: 'serif',
};
