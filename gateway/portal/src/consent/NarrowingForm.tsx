import { Checkbox, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../app/locale.ts';
import { CATEGORIES, dayText, type Narrowed, SENSITIVE, shorterPeriods } from './narrowing.ts';
import type { SharingRequest } from './request.ts';
import { categoryWord, dayOf, kindWord, labelWord, lastDayOf } from './wording.ts';

interface Props {
  request: SharingRequest;
  choice: Narrowed;
  onChange: (choice: Narrowed) => void;
  now: Date;
}

/** Less of what was asked: fewer kinds, a nearer end. More cannot be chosen. */
export function NarrowingForm({ request, choice, onChange, now }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const [days, setDays] = useState('asked');
  const periods = shorterPeriods(request, now);

  function choosePeriod(value: string) {
    setDays(value);
    const chosen = periods.find((period) => String(period.days) === value);
    onChange({ ...choice, until: chosen?.until });
  }

  return (
    <Stack gap="lg" pt="sm">
      {request.kinds.length === 0 ? (
        <Text>{t('inbox.everythingNote')}</Text>
      ) : (
        <Checkbox.Group
          label={t('inbox.kinds')}
          value={choice.kinds}
          onChange={(kinds) => onChange({ ...choice, kinds })}
        >
          <Stack gap="xs" mt="xs">
            {request.kinds.map((kind) => (
              <Checkbox
                key={kind}
                value={kind}
                size="md"
                label={sentenceCase(kindWord(t, kind), locale)}
                data-testid={`kind-${request.id}-${kind}`}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <Withholding request={request} choice={choice} onChange={onChange} now={now} />
      <Radio.Group label={t('inbox.period')} value={days} onChange={choosePeriod}>
        <Stack gap="xs" mt="xs">
          <Radio
            value="asked"
            size="md"
            label={
              request.until
                ? t('inbox.asAsked', { until: lastDayOf(locale, request.until, now) })
                : t('inbox.asAskedOpen')
            }
          />
          {periods.map((period) => (
            <Radio
              key={period.days}
              value={String(period.days)}
              size="md"
              label={t('inbox.forDays', { count: period.days, until: dayOf(locale, period.until, now) })}
              data-testid={`period-${request.id}-${period.days}`}
            />
          ))}
        </Stack>
      </Radio.Group>
    </Stack>
  );
}

/** What stays closed within the kinds: what is sensitive, what is older, results of some sort. */
function Withholding({ request, choice, onChange, now }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  return (
    <>
      <Checkbox.Group
        label={t('inbox.withhold')}
        description={t('inbox.withholdText')}
        value={choice.withhold ?? []}
        onChange={(withhold) => onChange({ ...choice, withhold })}
      >
        <Stack gap="xs" mt="xs">
          {SENSITIVE.map((label) => (
            <Checkbox
              key={label}
              value={label}
              size="md"
              label={sentenceCase(labelWord(t, label), locale)}
              data-testid={`withhold-${request.id}-${label}`}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      {choice.kinds.includes('Observation') && (
        <Checkbox.Group
          label={t('inbox.withholdResults')}
          value={choice.categories ?? []}
          onChange={(categories) => onChange({ ...choice, categories })}
        >
          <Stack gap="xs" mt="xs">
            {CATEGORIES.map((category) => (
              <Checkbox
                key={category}
                value={category}
                size="md"
                label={sentenceCase(categoryWord(t, category), locale)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
      <TextInput
        type="date"
        label={t('inbox.from')}
        description={t('inbox.fromText')}
        min={dayText(request.dataFrom) || undefined}
        max={dayText(now)}
        value={choice.from ?? ''}
        onChange={(event) => onChange({ ...choice, from: event.currentTarget.value || undefined })}
        data-testid={`from-${request.id}`}
      />
    </>
  );
}

function sentenceCase(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
