package gatehouse.config;

import java.security.cert.X509Certificate;
import gatehouse.aaa.Grant;
import gatehouse.aaa.Granted;
import gatehouse.ike.policy.Policies;
import gatehouse.ike.policy.Profile.RemoteMethod;
import gatehouse.ike.policy.Profiles;
import gatehouse.net.AddressRange;
import gatehouse.net.Addresses;
import gatehouse.net.Prefix;
import gatehouse.pki.Credential;
import gatehouse.pki.PemFiles;
import gatehouse.pki.PkiException;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What has to be there before a gateway runs: the state directory, and for a laboratory its certificates and a
/// demonstration user. The first start makes them; later ones find them.
public final class FirstStart {
    private static final int IKE = 500;
    private static final int NAT_TRAVERSAL = 4500;

    private final GatewayConfig config;
    private final Machine machine;
    private final Laboratory laboratory;
    private final boolean onTerminal;

    private FirstStart(GatewayConfig config, Machine machine, SecureRandom random, boolean onTerminal) {
        this.config = config;
        this.machine = machine;
        this.onTerminal = onTerminal;
        this.laboratory = new Laboratory(config.stateDirectory(), random);
    }

    /// What a start found or made.
    ///
    /// @param policies for the engines
    /// @param greeting for whoever started it: how to connect, or nothing if nobody needs telling
    public record Ready(Policies policies, List<String> greeting) {
        public Ready {
            greeting = List.copyOf(greeting);
        }
    }

    /// Makes what is missing.
    ///
    /// @param onTerminal whether the greeting is read by a person at once; else it may end up in a log, which is no
    ///                   place for a password
    public static Ready prepare(
            GatewayConfig config, Machine machine, SecureRandom random, boolean onTerminal, Instant now)
            throws IOException, PkiException {
        return new FirstStart(config, machine, random, onTerminal).prepare(now);
    }

    private Ready prepare(Instant now) throws IOException, PkiException {
        laboratory.prepare();
        Credential credential = switch (config.identity()) {
            case IdentitySettings.Certified certified -> certified.credential();
            case IdentitySettings.Laboratory itself -> laboratory.gateway(names(itself), now);
        };
        // A client names authorities that it trusts: the root counts, though the file of the certificate may lack it.
        List<X509Certificate> authorities = config.profiles().stream()
                .flatMap(profile -> profile.trustPoints().stream())
                .flatMap(point -> point.authorities().stream())
                .distinct()
                .toList();
        Credential known = credential.under(authorities);
        // A file that the operator named is the operator's to write.
        boolean ours = config.embeddedAaa().enabled() && config.embeddedAaa().users().equals(laboratory.usersFile());
        boolean made = ours && laboratory.demonstrationUser();
        var policies =
                new Policies(
                        new Profiles(config.profiles().stream()
                                .map(profile -> profile.profile(config.identity().payload(), known))
                                .toList()),
                        config.limits(),
                        config.localPolicies(),
                        config.catalog(),
                        config.dataPlane().reserved(),
                        config.pki().httpUrlCertificates(),
                        config.messages());
        return new Ready(policies, greeting(ours, made));
    }

    /// The gateway's name, and the addresses that clients may type instead of it.
    private List<String> names(IdentitySettings.Laboratory itself) {
        var names = new LinkedHashSet<String>();
        names.add(itself.name());
        for (InetAddress address : ownAddresses()) names.add(Addresses.text(address));
        return List.copyOf(names);
    }

    private List<InetAddress> ownAddresses() {
        return config.listening().addresses().isEmpty() ? machine.addresses() : config.listening().addresses();
    }

    private List<String> greeting(boolean ours, boolean first) throws IOException {
        if (!ours || !Files.exists(laboratory.passwordFile())) {
            return config.identity() instanceof IdentitySettings.Laboratory
                    ? List.of("The gateway's certificate is of the laboratory authority " + laboratory.authorityFile()
                            + "; clients must trust it.")
                    : List.of();
        }
        String password = Files.readString(laboratory.passwordFile()).strip();
        Path file = config.stateDirectory().resolve("how-to-connect.txt");
        String text = String.join("\n", instructions(password)) + "\n";
        PemFiles.writeForOwner(file, text.getBytes(StandardCharsets.UTF_8));
        if (!first) return List.of(file + " tells how to connect as '" + Laboratory.USER + "'.");
        return instructions(onTerminal ? password : "(in " + laboratory.passwordFile() + ")");
    }

    private List<String> instructions(String password) {
        String name = config.identity().name();
        String server = serverAddress().map(Addresses::text).orElse(name);
        Listening listening = config.listening();
        boolean usual = listening.ikePort() == IKE && listening.natTraversalPort() == NAT_TRAVERSAL;
        String port = usual ? "" : "\n      remote_port = " + listening.natTraversalPort();
        String text =
                """

                        How to connect, for a demonstration:
                          gateway    %1$s, at %2$s
                          user       %3$s
                          password   %4$s
                          authority  %5$s

                        From this machine   scripts/gatehouse client

                        strongSwan          the authority goes to /etc/swanctl/x509ca/, this to /etc/swanctl/conf.d/gatehouse.conf;
                                            then: swanctl --load-all && swanctl --initiate --child gatehouse
                          connections {
                            gatehouse {
                              remote_addrs = %2$s%6$s
                              vips = 0.0.0.0, ::
                              local {
                                auth = eap-mschapv2
                                eap_id = %3$s
                              }
                              remote {
                                auth = pubkey
                                id = %1$s
                              }
                              children {
                                gatehouse {
                                  remote_ts = %7$s
                                }
                              }
                            }
                          }
                          secrets {
                            eap-%3$s {
                              id = %3$s
                              secret = "%4$s"
                            }
                          }
                        """
                        .formatted(
                                name, server, Laboratory.USER, password, authority(), port, inside());
        var lines = new ArrayList<>(text.lines().toList());
        lines.addAll(usual ? nativeClients(name, server) : List.of(
                "",
                "Native clients of Windows, Apple and Android know no other ports than 500 and 4500; this gateway listens",
                "on " + listening.ikePort() + " and " + listening.natTraversalPort() + "."));
        return lines;
    }

    private String authority() {
        return switch (config.identity()) {
            case IdentitySettings.Certified _ -> "the one that issued the gateway's certificate";
            case IdentitySettings.Laboratory _ ->
                    laboratory.authorityFile() + " (copy it to clients; they must trust it)";
        };
    }

    private static List<String> nativeClients(String name, String server) {
        return """

                Windows             in a PowerShell of an administrator:
                  Import-Certificate -FilePath ca.pem -CertStoreLocation Cert:\\LocalMachine\\Root
                  Add-VpnConnection -Name Gatehouse -ServerAddress %2$s -TunnelType Ikev2 -AuthenticationMethod Eap `
                    -EncryptionLevel Required -SplitTunneling
                  Set-VpnConnectionIPsecConfiguration -ConnectionName Gatehouse -EncryptionMethod AES256 `
                    -IntegrityCheckMethod SHA256 -DHGroup Group14 -CipherTransformConstants GCMAES256 `
                    -AuthenticationTransformConstants GCMAES256 -PfsGroup None -Force

                macOS, iOS          open ca.pem and trust it in full; then a VPN of type IKEv2 with server %2$s,
                                    remote ID %1$s, no local ID, user authentication by user name

                Android             the strongSwan app, type "IKEv2 EAP": server %2$s, CA certificate ca.pem,
                                    server identity %1$s (advanced settings)
                """.formatted(name, server).lines().toList();
    }

    /// What a client reaches through the tunnel in the demonstration: the networks that it gets its addresses from.
    private String inside() {
        ProfileSettings profile = config.profiles().stream()
                .filter(candidate -> candidate.remote().containsKey(RemoteMethod.EAP))
                .findFirst()
                .orElse(config.profiles().getFirst());
        Grant defaults = profile.access().defaults();
        Set<String> pools = Stream.concat(
                defaults.all(Granted.Pool.class).stream().map(Granted.Pool::text),
                defaults.all(Granted.Ipv6Pool.class).stream().map(Granted.Ipv6Pool::text)).collect(Collectors.toSet());
        String inside = config.pools().stream()
                .filter(pool -> pools.contains(pool.name()))
                .flatMap(pool -> pool.ranges().stream())
                .map(range -> around(range).toString())
                .collect(Collectors.joining(", "));
        return inside.isEmpty() ? "0.0.0.0/0" : inside;
    }

    /// The smallest prefix that has all of a range in it.
    private static Prefix around(AddressRange range) {
        int length = range.first().getAddress().length * 8;
        var prefix = new Prefix(range.first(), length);
        while (!prefix.contains(range.last())) prefix = new Prefix(range.first(), --length);
        return prefix;
    }

    /// Where clients of other machines find the gateway, as far as the machine knows.
    private Optional<InetAddress> serverAddress() {
        return ownAddresses().stream()
                .filter(address -> !address.isLoopbackAddress())
                .min(Comparator.comparing(address -> !(address instanceof Inet4Address)));
    }
}
