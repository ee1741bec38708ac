package io.vmto.runtime.operations;

import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * Transactions inside transactions, by savepoints. Axon's own manager joins the outer one and rolls
 * nothing back: a dead letter that fails again could not note that it did.
 */
record Nested(PlatformTransactionManager transactions) implements TransactionManager {
  static final TransactionDefinition DEFINITION =
      new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_NESTED);

  @Override
  public Transaction startTransaction() {
    var status = transactions.getTransaction(DEFINITION);
    return new Transaction() {
      @Override
      public void commit() {
        transactions.commit(status);
      }

      @Override
      public void rollback() {
        transactions.rollback(status);
      }
    };
  }
}
