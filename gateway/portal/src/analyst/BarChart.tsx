import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import type { Bar } from './choice.ts';

const ROW = 34;
const LABEL = 40;
const WIDTH = 100;

/**
 * Counts as bars. The picture is for who sees it; the same numbers stand in it as text, and a count that is not told is
 * said to be below the threshold and has no length that could be measured.
 */
export function BarChart({ title, bars }: { title: string; bars: Bar[] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const number = new Intl.NumberFormat(locale);
  const most = Math.max(1, ...bars.map((bar) => bar.count ?? 0));
  const told = (bar: Bar) =>
    bar.count === undefined ? t('cohorts.below', { count: bar.below ?? 0 }) : number.format(bar.count);
  return (
    <figure style={{ margin: 0 }} data-testid="chart">
      <Text component="figcaption" size="sm" fw={500} mb={4}>
        {title}
      </Text>
      <svg
        width="100%"
        height={bars.length * ROW}
        role="img"
        aria-label={`${title}: ${bars.map((bar) => `${bar.label} ${told(bar)}`).join(', ')}`}
      >
        {bars.map((bar, index) => (
          <g key={bar.label} transform={`translate(0 ${index * ROW})`}>
            <text x="0" y="13" fontSize="13" fill="#334155">
              {bar.label}
            </text>
            <rect x="0" y="18" width={`${WIDTH - LABEL}%`} height="10" rx="3" fill="#e2e8f0" />
            <rect
              x="0"
              y="18"
              width={`${((bar.count ?? 0) / most) * (WIDTH - LABEL)}%`}
              height="10"
              rx="3"
              fill="#0f766e"
              data-count={bar.count ?? 'below'}
            />
            <text x={`${WIDTH - LABEL + 2}%`} y="28" fontSize="13" fill="#0f172a">
              {told(bar)}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}
