package io.vmto.contract.view;

import io.vmto.contract.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * Which stored events are listed; what is empty or null does not narrow.
 *
 * @param actor who caused it, by their whole name
 * @param type how its type begins, such as {@code job.} or {@code connection.removed}
 * @param job the job it belongs to
 * @param at when it happened
 */
public record EventFilter(String actor, String type, @Nullable JobId job, Span at) {
  public static final EventFilter ALL = new EventFilter("", "", null, Span.ALWAYS);
}
