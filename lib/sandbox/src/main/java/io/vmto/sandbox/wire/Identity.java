package io.vmto.sandbox.wire;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The self-signed certificate a server shows. Kept as {@code <name>.p12} and {@code <name>.pem} in
 * the data folder, so that fingerprints survive a restart.
 */
public final class Identity {
  // The store is as private as its file; the password only satisfies the PKCS#12 format.
  private static final char[] STORE_PASSWORD = "sandbox".toCharArray();
  private static final String ALIAS = "server";

  private final SSLContext context;
  private final X509Certificate certificate;
  private final Path pem;

  private Identity(KeyStore store, Path pem) throws GeneralSecurityException {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, STORE_PASSWORD);
    context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    certificate = (X509Certificate) store.getCertificate(ALIAS);
    this.pem = pem;
  }

  /** Loads the identity of that name, or makes and stores it. */
  public static Identity of(Path dataDir, String name) throws IOException {
    var file = dataDir.resolve(name + ".p12");
    var pem = dataDir.resolve(name + ".pem");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(dataDir);
        create(name, file, pem);
      }
      return new Identity(KeyStore.getInstance(file.toFile(), STORE_PASSWORD), pem);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("identity " + name + " in " + dataDir, e);
    }
  }

  private static void create(String name, Path file, Path pem)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    var pair = generator.generateKeyPair();
    var certificate = selfSigned(name, pair);
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        ALIAS, pair.getPrivate(), STORE_PASSWORD, new X509Certificate[] {certificate});
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(certificate);
    }
    Files.writeString(pem, text.toString());
    var temporary = file.resolveSibling(file.getFileName() + ".new");
    try (var out = Files.newOutputStream(temporary)) {
      store.store(out, STORE_PASSWORD);
    }
    Files.move(temporary, file);
  }

  private static X509Certificate selfSigned(String name, KeyPair pair)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    var subject = new X500Name("CN=" + name + ",O=VMTO sandbox");
    var from = Instant.now().minus(1, ChronoUnit.DAYS);
    var builder =
        new JcaX509v3CertificateBuilder(
            subject,
            new BigInteger(120, new SecureRandom()).add(BigInteger.ONE),
            Date.from(from),
            Date.from(from.plus(3650, ChronoUnit.DAYS)),
            subject,
            pair.getPublic());
    GeneralName[] names = {
      new GeneralName(GeneralName.dNSName, "localhost"),
      new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
      new GeneralName(GeneralName.iPAddress, "::1")
    };
    builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  SSLContext context() {
    return context;
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /** The certificate as a PEM file, for clients that trust by file. */
  public Path pem() {
    return pem;
  }

  /** SHA-256 of the certificate, upper case colon hex. */
  public String fingerprint() {
    return colonHex("SHA-256");
  }

  /** SHA-1 of the certificate, upper case colon hex: what vSphere calls a thumbprint. */
  public String thumbprint() {
    return colonHex("SHA-1");
  }

  private String colonHex(String algorithm) {
    try {
      var digest = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
