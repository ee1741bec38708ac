package io.vmto.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.vmto.contract.Event;
import io.vmto.contract.EventNames;
import io.vmto.contract.access.AccountEvent;
import io.vmto.contract.access.KeyEvent;
import io.vmto.contract.claim.ClaimEvent.ClaimRefused;
import io.vmto.contract.operations.OperationsEvent;
import io.vmto.contract.webhook.WebhookEvent;
import io.vmto.query.Histories.Told;
import io.vmto.runtime.ContractJson;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoldTwiceTest {
  @Test
  void theHistoriesTellEveryKindOfEventThatAViewCaresAbout() {
    Set<Class<?>> told = new HashSet<>();
    for (long seed = 1; seed <= 20; seed++) {
      told.addAll(Histories.kinds(Histories.tell(seed, 5)));
    }
    Set<Class<?>> all = new HashSet<>(EventNames.all().values());
    all.remove(ClaimRefused.class);
    all.removeIf(AccountEvent.class::isAssignableFrom); // the gateway's own tables tell of them
    all.removeIf(KeyEvent.class::isAssignableFrom);
    all.removeIf(OperationsEvent.class::isAssignableFrom);
    all.removeIf(WebhookEvent.class::isAssignableFrom);
    assertThat(told).containsAll(all);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theSameHistoryFoldsToTheSameViews(long seed) {
    var history = Histories.tell(seed, 5);
    for (var view : View.ALL) {
      var once = fold(view, history);
      assertThat(once).isNotEmpty();
      assertThat(fold(view, history)).isEqualTo(once);
    }
  }

  /** Stored in the middle and read back, a document folds on as if it had never left memory. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aDocumentReadBackFoldsOnTheSame(long seed) {
    var history = Histories.tell(seed, 3);
    for (var view : View.ALL) {
      assertThat(foldThroughJson(view, history)).isEqualTo(fold(view, history));
    }
  }

  static <D> Map<String, D> fold(View<D> view, List<Told> history) {
    var docs = new LinkedHashMap<String, D>();
    history.forEach(told -> step(view, docs, told.event()));
    return docs;
  }

  private static <D> Map<String, D> foldThroughJson(View<D> view, List<Told> history) {
    var docs = new LinkedHashMap<String, D>();
    for (var told : history) {
      step(view, docs, told.event());
      docs.replaceAll(
          (id, doc) ->
              ContractJson.mapper()
                  .readValue(ContractJson.mapper().writeValueAsString(doc), view.type()));
    }
    return docs;
  }

  private static <D> void step(View<D> view, Map<String, D> docs, Event event) {
    var key = view.key().apply(event);
    if (key != null) {
      var after = view.fold().evolve(docs.get(key), event);
      if (after != null) {
        docs.put(key, after);
      }
    }
  }
}
