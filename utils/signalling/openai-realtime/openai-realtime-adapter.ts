import type { Adapter } from '../port/adapter.ts';
import { createOpenAiRealtime } from './openai-realtime.ts';

/** Adds no channel: OpenAI's offer has exactly one, on which every message is an event. */
const openAiRealtime: Adapter<'openai-realtime'> = createOpenAiRealtime;

export default openAiRealtime;
