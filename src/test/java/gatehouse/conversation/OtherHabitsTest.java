package gatehouse.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import gatehouse.aaa.AccountingEvent;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.Bytes;
import gatehouse.dataplane.ChildSaSpec;
import gatehouse.ike.policy.Lifetimes;
import gatehouse.ike.policy.RekeyPolicy;
import gatehouse.ike.policy.RekeyPolicy.Secrecy;
import gatehouse.ike.policy.RekeyPolicy.Who;
import gatehouse.net.Addresses;
import gatehouse.net.AddressRange;
import gatehouse.net.Datagram;
import gatehouse.net.Path;
import gatehouse.session.TerminateCause;
import gatehouse.wire.ExchangeType;
import gatehouse.wire.NotifyPayload;
import gatehouse.wire.NotifyType;
import gatehouse.wire.Payload;
import gatehouse.wire.PayloadType;
import gatehouse.wire.Payloads;
import gatehouse.wire.Proposal;
import gatehouse.wire.SaPayload;
import gatehouse.wire.TrafficSelector;
import gatehouse.wire.TsPayload;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What libreswan and OpenIKED do in their own way.
class OtherHabitsTest {
    private static final int NEW_SPI = 0x5566_7788;

    /// OpenIKED's `dynamic`.
    private static TsPayload dynamic(PayloadType side) {
        return new TsPayload(side, List.of(TrafficSelector.of(AddressRange.of(Addresses.parse("0.0.0.0")))));
    }

    @Test
    void openIkedAsksForTheUnspecifiedAddressAndMeansItsOwn() {
        var world = new World(KeyedPeer.gateway());
        var peer = new KeyedPeer(world, 1);
        peer.init();
        List<Payload> answer = peer.authenticate(KeyedPeer.address(), List.of(
                KeyedPeer.child().getFirst(), dynamic(PayloadType.TSI), KeyedPeer.everything(PayloadType.TSR)));
        assertThat(Payloads.selectors(answer, PayloadType.TSI).orElseThrow().selectors())
                .containsExactly(TrafficSelector.of(AddressRange.of(
                        world.dataPlane.installed().getFirst().remote().getFirst().range().first())));
    }

    @Test
    void openIkedAnswersARekeyWithTheUnspecifiedAddress() {
        World.Shape gateway = KeyedPeer.gateway();
        gateway.lifetimes = Lifetimes.DEFAULT.with(new RekeyPolicy(
                Who.BOTH, Secrecy.NEVER, Duration.ZERO, Duration.ofSeconds(20), 10, 10, 0, 0));
        var world = new World(gateway);
        var peer = new KeyedPeer(world, 1);
        peer.login();
        ChildSaSpec old = world.dataPlane.installed().getFirst();
        world.run(Duration.ofSeconds(19));
        List<Payload> asked = peer.asked();
        Proposal offered = Payloads.first(asked, SaPayload.class).orElseThrow().proposals().getFirst();
        Bytes spi = new ByteWriter(4).u32(NEW_SPI).toBytes();
        peer.answer(List.of(
                new SaPayload(List.of(
                        new Proposal(offered.number(), offered.protocol(), spi, offered.transforms()))),
                KeyedPeer.offer(1, Bytes.EMPTY).getLast(),
                Payloads.selectors(asked, PayloadType.TSI).orElseThrow(),
                dynamic(PayloadType.TSR)));
        world.run(Duration.ofMillis(200));
        ChildSaSpec made = world.dataPlane.installed().getLast();
        assertThat(made.outboundSpi()).isEqualTo(NEW_SPI);
        assertThat(made.remote()).isEqualTo(old.remote());
    }

    /// RFC 4555, section 3.7, has it given back.
    @Test
    void libreswanAnswersAPathTestWithoutItsCookie() {
        var world = new World(KeyedPeer.gateway());
        var peer = new KeyedPeer(world, 1);
        peer.init();
        var child = new ArrayList<>(KeyedPeer.child());
        child.add(NotifyPayload.of(NotifyType.MOBIKE_SUPPORTED));
        peer.authenticate(KeyedPeer.address(), child);
        Path elsewhere = new Path(
                new InetSocketAddress(Addresses.parse("198.51.100.250"), 4500), peer.path.remote());
        world.deliver(new Datagram(elsewhere, peer.sealed(ExchangeType.INFORMATIONAL, peer.messageId++, List.of(
                NotifyPayload.of(NotifyType.UPDATE_SA_ADDRESSES)))));
        world.run(Duration.ofMillis(200));
        assertThat(Payloads.notify(peer.asked(), NotifyType.COOKIE2)).isPresent();
        peer.answer(List.of());
        world.run(Duration.ofMillis(200));
        AccountingEvent.Stop stop = world.accounted(AccountingEvent.Stop.class).getFirst();
        assertThat(stop.cause()).isEqualTo(TerminateCause.USER_ERROR);
        assertThat(stop.reason()).contains("without COOKIE2").contains("address-proof none");
    }
}
