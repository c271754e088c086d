package gatehouse.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void whatIsTakenHoldsOnlyTheLoginsSinceTheLastTimeAndAllOfTheRest() {
        var figures = new Figures();
        figures.took(Figures.LOGIN, 1000);
        figures.failed("no answer");
        assertThat(figures.take().recentLogins().getTotalCount()).isEqualTo(1);
        figures.took(Figures.LOGIN, 3000);
        Figures second = figures.take();
        assertThat(second.recentLogins().getTotalCount()).isEqualTo(1);
        assertThat(second.times().get(Figures.LOGIN).getTotalCount()).isEqualTo(2);
        assertThat(second.failures()).containsEntry("no answer", 1L);
        assertThat(second.get(Figures.Count.FAILED)).isEqualTo(1);
    }

    @Test
    void whatTookLongerThanAnHourIsNotLost() {
        var figures = new Figures();
        figures.took("IKE_AUTH", Long.MAX_VALUE);
        assertThat(figures.times().get("IKE_AUTH").getTotalCount()).isEqualTo(1);
    }
}
